// Say something to everybody: shown by the row or bar that it is about, spoken here.
export function tell(text) {
  const place = document.querySelector("[data-said]");
  if (place) place.textContent = text;
}

export const token = () => document.querySelector("[name=csrf_token]").value;
export const list = () => document.querySelector("[data-list]");
