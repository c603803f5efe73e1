// The diagram editor's own sentences: Chinese, English where the page is English.
import { speaker } from "../words.js";
import english from "../../words/diagram-editor.json";

export const say = speaker(english);
