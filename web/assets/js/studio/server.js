// JSON to the server with the sign-in's token: {ok, status, said}; a lost connection is status 0.
export const asker = (csrf) => async (address, body) => {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": csrf },
      body: JSON.stringify(body),
      redirect: "manual",
    });
    if (answer.type === "opaqueredirect") return { ok: false, status: 401 };
    const json = answer.headers.get("Content-Type")?.includes("json");
    return { ok: answer.ok, status: answer.status, said: json ? await answer.json() : undefined };
  } catch {
    return { ok: false, status: 0 };
  }
};
