// Tabs out of anchors: without this script all parts stand on the page one below the other.
export function tabs(host) {
  if (!host) return;
  const links = Array.from(host.querySelectorAll("nav a"));
  const list = host.querySelector("nav ul");
  const panel = (link) => document.getElementById(link.hash.slice(1));
  list.setAttribute("role", "tablist");
  links.forEach((link, number) => {
    link.parentElement.setAttribute("role", "presentation");
    link.setAttribute("role", "tab");
    link.id = `${link.hash.slice(1)}-name`;
    link.setAttribute("aria-controls", link.hash.slice(1));
    panel(link).setAttribute("role", "tabpanel");
    panel(link).setAttribute("aria-labelledby", link.id);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      choose(link);
      history.replaceState(null, "", link.hash);
    });
    link.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const to = step ? (number + step + links.length) % links.length : { Home: 0, End: links.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      links[to].focus();
      choose(links[to]);
    });
  });
  function choose(chosen) {
    for (const link of links) {
      link.setAttribute("aria-selected", link === chosen ? "true" : "false");
      link.tabIndex = link === chosen ? 0 : -1;
      panel(link).hidden = link !== chosen;
    }
  }
  // An address or an error that points into a part opens it.
  const holding = (hash) =>
    hash ? links.find((link) => link.hash === hash || panel(link).querySelector(`#${CSS.escape(hash.slice(1))}`)) : undefined;
  choose(holding(location.hash) ?? links[0]);
  window.addEventListener("hashchange", () => {
    const found = holding(location.hash);
    if (found) choose(found);
  });
}
