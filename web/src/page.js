// The page with a script: the editor in the place of the text area, findings as one types. What is shown of findings and
// summary is the server's HTML, the same as without a script.

import { change, jump, makeEditor, mark, steps } from "./editor.js";
import { Trouble, check, example, explanation, fix } from "./requests.js";
import { makeShelf } from "./shelf.js";
import { makeTabs } from "./tabs.js";
import { changedPlace, decode, difference, encode, toldChange } from "./text.js";

const PAUSE = 250; // milliseconds without typing after which the text is checked
const PATIENCE = 400; // milliseconds of a check after which it is told that there is one
const ALL_SAFE = "safe"; // what the button says that makes all fixes that are safe
const MOST_BYTES = 64 * 2 ** 20; // of a file: what is larger no server would take, and it would stop the browser

const byId = (id) => document.getElementById(id);
const policy = window.trustedTypes?.createPolicy("genelint", { createHTML: (html) => html }) ?? {
  createHTML: (html) => html,
};
const results = byId("results");
const tabs = makeTabs(byId("tab-findings").parentElement);
const shelf = makeShelf();

let asked = null; // the check that is under way: its signal's controller
let timer = 0;
let shownText = null; // the text that the results are about
let fileName = ""; // what the server calls a file of that text
let findings = [];
let cameFrom = null; // the finding that was followed, and the place to which it led
let dragging = 0;

document.documentElement.classList.add("js");
const view = makeEditor(byId("editor"), {
  text: byId("text").value,
  nonce: byId("editor").dataset.nonce,
  changed,
  moved,
  left,
});
moved();
shelf.save(text());
if (text().trim()) checkNow();

function text() {
  return view.state.sliceDoc();
}

// Checking

function changed(isAnother) {
  byId("undo").disabled = steps.undoDepth(view.state) === 0;
  byId("redo").disabled = steps.redoDepth(view.state) === 0;
  asked?.abort();
  asked = null;
  clearTimeout(timer);
  if (isAnother && shownText !== null) clear("");
  results.setAttribute("aria-busy", "true");
  timer = setTimeout(checkNow, PAUSE);
}

/** Check the text; whether what is shown is about it then. */
async function checkNow() {
  clearTimeout(timer);
  asked?.abort();
  const now = text();
  if (!now.trim()) {
    asked = null;
    clear();
    say("");
    return true;
  }
  const own = (asked = new AbortController());
  const waiting = setTimeout(() => say("Checking…"), PATIENCE);
  try {
    const html = await check(encode(now), own.signal);
    if (asked !== own) return false; // what was typed since has its own check
    show(html, now);
    say("");
    asked = null;
    return true;
  } catch (error) {
    if (asked !== own) return false;
    clear("Not checked");
    trouble(error, "Not checked: ", error.retryAfter ? ". Trying again in a moment" : "");
    if (error.retryAfter) timer = setTimeout(checkNow, error.retryAfter * 1000);
  } finally {
    clearTimeout(waiting);
  }
  asked = null;
  return false;
}

function show(html, about) {
  const focus = rememberFocus();
  const isOpen = byId("notes")?.open ?? false;
  results.replaceChildren(...parse(html).body.childNodes);
  if (byId("notes")) byId("notes").open = isOpen;
  results.removeAttribute("aria-busy");
  tabs.show();
  shownText = about;
  const { said, wrong, file } = byId("findings").dataset;
  fileName = file;
  shelf.checked(about, file);
  findings = [...results.querySelectorAll(".finding")].map(readFinding);
  mark(view, findings);
  byId("count").textContent = wrong === "0" ? "" : wrong;
  write("said", said);
  document.title = `${said} · genelint`;
  focus();
}

/** A function that gives the focus back to what is in the place of what has it now, if that is gone. */
function rememberFocus() {
  const focused = document.activeElement;
  if (!results.contains(focused)) return () => {};
  const id = focused.closest("[id]").id;
  const name = focused.classList[0];
  const at = [...results.querySelectorAll(".finding")].indexOf(focused.closest(".finding"));
  return () => {
    const rest = results.querySelectorAll(".finding");
    const place = byId(id) ?? rest[Math.min(at, rest.length - 1)];
    const again = place?.id === focused.id ? place : place?.querySelector(name ? `.${name}` : "a, button");
    (again ?? place?.querySelector(".jump") ?? results).focus({ preventScroll: true });
  };
}

function readFinding(element) {
  const { from, to, severity, code } = element.dataset;
  const message = element.querySelector(".message").textContent;
  const button = element.querySelector(".fix");
  const actions = button ? [{ name: button.textContent, apply: () => applyFix(button.value) }] : [];
  const end = view.state.doc.length;
  const place = { from: Math.min(Number(from), end), to: Math.min(Number(to), end) };
  return { id: element.id, ...place, severity, message, source: code, actions };
}

/** Show nothing of any text: the words, or else the welcome. */
function clear(words) {
  const focus = rememberFocus();
  const empty = byId("welcome").content.cloneNode(true);
  if (words !== undefined) for (const panel of empty.children) panel.textContent = words;
  results.replaceChildren(empty);
  results.removeAttribute("aria-busy");
  tabs.show();
  findings = [];
  mark(view, findings);
  shownText = null;
  fileName = "";
  byId("count").textContent = "";
  write("said", words ?? "");
  document.title = words ? `${words} · genelint` : "genelint";
  focus();
}

/** A document of HTML that this server made: its templates escape whatever a record holds, and no script runs in it. */
function parse(html) {
  return new DOMParser().parseFromString(policy.createHTML(html), "text/html");
}

// Telling

function say(words) {
  byId("notice").classList.remove("bad");
  write("notice", words);
}

/** Write into a place that is read aloud: once, if it is the same again. */
function write(id, words) {
  if (byId(id).textContent !== words) byId(id).textContent = words;
}

function trouble(error, before = "", after = "") {
  if (!(error instanceof Trouble)) throw error;
  say(before + error.message + after);
  byId("notice").classList.add("bad");
}

function moved() {
  const { main } = view.state.selection;
  const line = view.state.doc.lineAt(main.head);
  const column = [...line.text.slice(0, main.head - line.from)].length + 1; // in characters, as findings count them
  byId("place").textContent = `Line ${line.number}, column ${column}`;
  const here = findings.find(({ from, to }) => from === main.from && to === main.to);
  write("here", here ? `${here.severity} ${here.source}: ${here.message}` : "");
}

// Fixing

async function applyFix(finding) {
  const before = text();
  try {
    const { text: after, said } = await fix(encode(before), finding);
    if (text() !== before) {
      say("The text has changed since: the fix was not made");
      return;
    }
    const edit = difference(before, after);
    if (edit) change(view, edit, finding === ALL_SAFE ? undefined : changedPlace(before, edit));
    if (await checkNow()) say(edit && finding !== ALL_SAFE ? `${said}: ${toldChange(before, edit)}` : said);
  } catch (error) {
    trouble(error, "The fix was not made: ");
  }
}

// Opening and saving

async function open(file) {
  if (file.size > MOST_BYTES) {
    say("The file is too large for a gene record");
    return;
  }
  await replace(decode(new Uint8Array(await file.arrayBuffer())), file.name, `${file.name} is opened`);
}

async function load(name) {
  try {
    await replace(decode(await example(name)), "", "The example is loaded");
  } catch (error) {
    trouble(error, "The example was not loaded: ");
  }
}

async function replace(whole, name, said) {
  const before = text();
  shelf.replace(before, whole, name);
  change(view, { from: 0, to: view.state.doc.length, insert: whole }, { anchor: 0 });
  cameFrom = null;
  view.scrollDOM.scrollTop = 0;
  if (await checkNow()) say(before.trim() ? `${said}; undo brings the text back that was here` : said);
}

function download() {
  const now = text();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([encode(now)], { type: "text/plain" }));
  link.download = shelf.nameOf(now, shownText === now ? fileName : "");
  link.click();
  shelf.save(now);
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

// The explanation of a rule

async function explain(code) {
  const dialog = byId("rule");
  try {
    const article = parse(await explanation(code)).querySelector("article");
    byId("explanation").replaceChildren(article);
    dialog.showModal();
    dialog.scrollTop = 0;
  } catch (error) {
    trouble(error, "The rule was not explained: ");
  }
}

// What people do

function left() {
  tabs.select("findings");
  const { main } = view.state.selection;
  const isThere = cameFrom?.from === main.from && cameFrom?.to === main.to;
  const id = (!isThere && findingAt(main)?.id) || cameFrom?.id;
  const last = id && byId(id)?.querySelector(".jump");
  const notes = last?.closest("details");
  if (notes) notes.open = true;
  (last ?? jumps()[0] ?? byId("tab-findings")).focus();
  return true;
}

/** The finding that is selected, or else the first that is around the cursor. */
function findingAt(main) {
  const isAround = ({ from, to }) => from <= main.head && main.head <= to;
  return findings.find(({ from, to }) => from === main.from && to === main.to) ?? findings.find(isAround);
}

/** The buttons of the findings that can be seen. */
function jumps() {
  return [...results.querySelectorAll(".jump:not(.also)")].filter((button) => button.getClientRects().length > 0);
}

results.addEventListener("click", (event) => {
  const button = event.target.closest(".jump");
  if (button) {
    const [from, to] = [Number(button.dataset.from), Number(button.dataset.to)];
    cameFrom = { id: button.closest(".finding").id, from, to };
    if (shownText === text()) jump(view, from, to);
    else say("The text has changed since: it is being checked again");
  }
});

results.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || !event.target.matches(".jump")) return;
  const buttons = jumps();
  const next = buttons[buttons.indexOf(event.target.closest(".finding").querySelector(".jump")) + step];
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a.why, a.try");
  if (!link) return;
  event.preventDefault();
  if (link.matches(".why")) {
    explain(link.closest(".finding").dataset.code);
  } else {
    byId("rule").close();
    load(link.dataset.example);
  }
});

byId("record").addEventListener("submit", (event) => {
  event.preventDefault();
  const { name, value } = event.submitter ?? {};
  if (name === "fix") applyFix(value);
  else checkNow();
});

byId("menu").addEventListener("submit", (event) => {
  event.preventDefault();
  load(byId("example").value);
});

byId("undo").addEventListener("click", () => steps.undo(view));
byId("redo").addEventListener("click", () => steps.redo(view));
byId("download").addEventListener("click", download);
byId("open").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", (event) => {
  const [file] = event.target.files;
  if (file) open(file);
  event.target.value = "";
});

window.addEventListener("beforeunload", (event) => {
  if (shelf.wouldLose(text())) event.preventDefault(); // the browser asks whether to leave
});

document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  document.body.classList.add("dropping");
  clearTimeout(dragging);
  dragging = setTimeout(() => document.body.classList.remove("dropping"), 300); // dragover comes all the while
});
document.addEventListener("drop", (event) => {
  const files = event.dataTransfer?.files;
  if (!files?.length) return;
  event.preventDefault();
  if (files.length === 1) open(files[0]);
  else say("One file at a time can be opened");
});
