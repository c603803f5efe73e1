// What could not be sent yet waits on this device, by draft, and goes as soon as it was sent or its owner leaves.
const PREFIX = "tongban-draft:";
const DAYS = 7;

const keys = () => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));

function quietly(work) {
  try {
    return work();
  } catch {
    return null; // storage may be full or forbidden: the page itself still has everything
  }
}

export const keep = (draft, what) =>
  quietly(() => localStorage.setItem(PREFIX + draft, JSON.stringify({ ...what, at: Date.now() })));
export const drop = (draft) => quietly(() => localStorage.removeItem(PREFIX + draft));
export const dropAll = () => quietly(() => keys().forEach((key) => localStorage.removeItem(key)));

export const kept = (draft) => quietly(() => JSON.parse(localStorage.getItem(PREFIX + draft)));

// Somebody else's, and what nobody came back for, does not stay on a shared computer.
export function tidy(who) {
  quietly(() =>
    keys().forEach((key) => {
      const one = JSON.parse(localStorage.getItem(key));
      if (one.who !== who || Date.now() - one.at > DAYS * 86400000) localStorage.removeItem(key);
    }),
  );
}
