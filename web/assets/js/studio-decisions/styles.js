// CodeMirror, inside dmn-js, writes <style> elements, which the page's policy refuses; a sheet of its own is allowed.
import { StyleModule } from "style-mod";

const mounted = new Set();

StyleModule.mount = (_root, modules) => {
  for (const one of Array.isArray(modules) ? modules : [modules]) {
    if (mounted.has(one)) continue;
    mounted.add(one);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(one.getRules());
    // First mounted stands last, as CodeMirror orders its themes.
    document.adoptedStyleSheets = [sheet, ...document.adoptedStyleSheets];
  }
};
