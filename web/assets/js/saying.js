import english from "../words/portal.json";
import { speaker } from "./words.js";

export const say = speaker(english);
