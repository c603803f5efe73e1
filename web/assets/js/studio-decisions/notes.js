// A rule's note: the file has an annotation entry (DMN 1.2 on), dmn-js shows and edits the rule's description alone.

const rules = (definitions) => (definitions?.get("drgElement") ?? []).flatMap((one) => one.decisionLogic?.rule ?? []);

export function showNotes(definitions) {
  for (const rule of rules(definitions)) {
    const [entry] = rule.annotationEntry ?? [];
    if (entry && !rule.description) rule.description = entry.text;
  }
}

// What was written goes into the entry where there is one; the description is the editor's alone.
export async function withNotes(definitions, save) {
  const shown = rules(definitions).filter((rule) => rule.annotationEntry?.length);
  const notes = shown.map((rule) => rule.description);
  for (const rule of shown) {
    rule.annotationEntry[0].text = rule.description ?? "";
    rule.description = undefined;
  }
  try {
    return await save();
  } finally {
    shown.forEach((rule, at) => (rule.description = notes[at]));
  }
}
