// Saves a job for multiply.py: A and B as .npy, job.json, and the script itself. The page imports this when it is asked
// for a job, so that no visit loads it otherwise.

// The build replaces these names by those with a hash.
const SCRIPTS = ["./multiply.py", "./freivalds.py"];

// Bytes that each checksum covers, as in the script.
const CHECKSUM_BYTES = 16 * 2 ** 20;

// How long the URL of a download stays valid; browsers have read it by then.
const URL_LIFETIME_MS = 60_000;

/**
 * Saves the job and says where. `operands` are A and B, [rows, columns, "f64" or "f32"]; `exported(index)` gives the file
 * of one as a Blob; `onStep(sentence)` hears what is being done.
 */
export async function saveJob(operands, exported, onStep) {
  // First, because browsers open the picker only soon after a click.
  const place = await newPlace();
  if (!place) return "Nothing was saved.";
  const entries = [];
  for (const [index, [rows, cols, type]] of operands.entries()) {
    const file = ["A.npy", "B.npy"][index];
    onStep(`Writing ${file} …`);
    const blob = await exported(index);
    const dtype = { f64: "float64", f32: "float32" }[type];
    entries.push({ file, shape: [rows, cols], dtype, sha256: await checksums(blob) });
    await write(place, file, blob);
  }
  for (const url of SCRIPTS) {
    const name = url.replace(/^\.\/|-[0-9a-f]{16}/g, "");
    onStep(`Writing ${name} …`);
    await write(place, name, await fetched(url));
  }
  // Last, so that what was saved only in part does not run. The seed is a number that JSON holds exactly.
  const seed = Math.floor(Math.random() * 2 ** 52);
  const job = { matmill: 1, kind: "multiply", a: entries[0], b: entries[1], seed };
  await write(place, "job.json", new Blob([JSON.stringify(job, null, 2)]));
  return place.sentence;
}

/** Copies what is to be run, as the page shows it. */
export async function copyCommands() {
  try {
    if (!navigator.clipboard) throw new Error("it does so only on pages from https or localhost");
    await navigator.clipboard.writeText(document.querySelector("#elsewhere pre").textContent);
  } catch (error) {
    throw new Error(`the browser did not allow copying (${error.message}); select the commands and copy them`);
  }
  return "Commands copied.";
}

// A new folder in one that the user picks, so that no file of the user is replaced; nothing if the user picks none. Where
// the browser has no picker, does not open it (in frames of other pages), or is automated and cannot answer it, the place
// is its downloads.
async function newPlace() {
  let parent;
  try {
    if (!navigator.webdriver) parent = await window.showDirectoryPicker?.({ mode: "readwrite" });
  } catch (error) {
    if (error.name === "AbortError") return undefined;
  }
  if (!parent) {
    const names = "A.npy, B.npy, job.json, multiply.py and freivalds.py";
    return { sentence: `Saved among this browser’s downloads: ${names}. Move them to a folder of their own.` };
  }
  const number = Math.floor(Math.random() * 2 ** 20);
  const name = `matmill-job-${number.toString(16).padStart(5, "0")}`;
  const folder = await parent.getDirectoryHandle(name, { create: true });
  return { folder, sentence: `Saved to the new folder ${name} in ${parent.name}.` };
}

async function fetched(url) {
  const response = await fetch(url).catch((error) => ({ statusText: error.message }));
  if (response.ok) return response.blob();
  throw new Error(`the file ${url} could not be loaded (${response.statusText || response.status}); try again`);
}

async function write({ folder }, name, blob) {
  try {
    if (!folder) return await download(name, blob);
    const file = await folder.getFileHandle(name, { create: true });
    const stream = await file.createWritable();
    await stream.write(blob);
    await stream.close();
  } catch (error) {
    throw new Error(`${name} could not be written (${error.message}); free some space or choose another folder`);
  }
}

async function download(name, blob) {
  // The browser has all of it then. Creating its URL earlier would block the page until that.
  await blob.slice(-1).arrayBuffer();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), URL_LIFETIME_MS);
}

// The SHA-256 of each piece; none where the browser has no cryptography, on pages that are not secure.
async function checksums(blob) {
  if (!window.crypto?.subtle) return undefined;
  const sums = [];
  for (let start = 0; start < blob.size; start += CHECKSUM_BYTES) {
    const piece = await blob.slice(start, start + CHECKSUM_BYTES).arrayBuffer();
    const sum = new Uint8Array(await crypto.subtle.digest("SHA-256", piece));
    sums.push(Array.from(sum, (byte) => byte.toString(16).padStart(2, "0")).join(""));
  }
  return sums;
}
