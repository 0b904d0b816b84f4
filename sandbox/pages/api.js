/** The wall's JSON API (docs/phones.md), one function for each thing a person can do. */

export class Refused extends Error {}

async function ask(method, path, options = {}) {
  const answer = await fetch(path, { method, ...options }).catch(() => {
    throw new Refused("The demo does not answer. Start it again with ./run: your phones come back.");
  });
  const body = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(body.error || `${answer.status} ${answer.statusText}`);
  return body;
}

const json = (body) => ({ headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

export const get = (path) => ask("GET", path);
export const post = (path, body = {}) => ask("POST", path, json(body));
export const remove = (path) => ask("DELETE", path);

/** One act of one phone, e.g. act(7, "says", {text: "salam"}). */
export const act = (phone, what, values = {}) => post(`/api/phones/${phone}/${what}`, values);

/** Send files from one phone: a list of Blob or File, plus plain fields. */
export function upload(phone, what, files, fields = {}) {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const file of files) form.append("file", file, file.name || "file");
  return ask("POST", `/api/phones/${phone}/${what}`, { body: form });
}

export const fileUrl = (fileId) => `/api/files/${encodeURIComponent(fileId)}`;
