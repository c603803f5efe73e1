// The smallest FEEL (x-when): name = literal, name in [literals], and, or, not(…). The server decides; this only hides.
const TOKEN = /\s*(?:("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(!=|[=()[\],]))/y;

function read(text) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  for (let found = TOKEN.exec(text); found; found = TOKEN.exec(text)) tokens.push(found[0].trim());
  return tokens;
}

function literal(token) {
  if (token[0] === '"') return JSON.parse(token);
  return token;
}

// Say whether the condition holds; `answer(name)` gives the form's text, or a list for several boxes.
export function holds(text, answer) {
  const tokens = read(text);
  let at = 0;
  const take = () => tokens[at++];
  const is = (value, wanted) => (Array.isArray(value) ? value.includes(wanted) : value === wanted);

  function comparison() {
    if (tokens[at] === "not" || tokens[at] === "(") {
      const negated = take() === "not";
      if (negated) take();
      const inner = either();
      take();
      return negated ? !inner : inner;
    }
    const value = answer(take());
    const operator = take();
    if (operator === "=") return is(value, literal(take()));
    if (operator === "!=") return !is(value, literal(take()));
    take(); // the bracket after "in"
    let found = false;
    for (let token = take(); token !== "]" && token !== ")" && token !== undefined; token = take())
      if (token !== ",") found = is(value, literal(token)) || found;
    return found;
  }
  function both() {
    let result = comparison();
    while (tokens[at] === "and") result = (take(), comparison()) && result;
    return result;
  }
  function either() {
    let result = both();
    while (tokens[at] === "or") result = (take(), both()) || result;
    return result;
  }
  return either();
}
