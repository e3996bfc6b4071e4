// Texts and bytes. A byte that is not UTF-8 is a lone surrogate in a text (U+DC80 to U+DCFF), as it is on the server: so
// a file that is opened, repaired and downloaded keeps each of its bytes.

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const MOST_CITED = 40; // characters of a change that are told

/** The text of a file's bytes. */
export function decode(bytes) {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeAny(bytes);
  }
}

/** The bytes of a text. */
export function encode(text) {
  if (!/\p{Surrogate}/u.test(text)) return encoder.encode(text);
  const bytes = [];
  for (const char of text) {
    const point = char.codePointAt(0);
    if (point >= 0xdc80 && point <= 0xdcff) bytes.push(point - 0xdc00);
    else bytes.push(...encoder.encode(char));
  }
  return new Uint8Array(bytes);
}

/** What turns one text into another, as one change: all between what both begin and end with; null for nothing. */
export function difference(before, after) {
  if (before === after) return null;
  const most = Math.min(before.length, after.length);
  let from = 0;
  while (from < most && before[from] === after[from]) from++;
  let same = 0;
  while (same < most - from && before[before.length - 1 - same] === after[after.length - 1 - same]) same++;
  return { from, to: before.length - same, insert: after.slice(from, after.length - same) };
}

/** What a change makes of the words that it touches, as a selection of the text after it. */
export function changedPlace(before, edit) {
  const { from, now } = touched(before, edit);
  return { anchor: from, head: from + now.length };
}

/** What became what in a change, and where, in short. */
export function toldChange(before, edit) {
  const { from, was, now } = touched(before, edit);
  const line = before.slice(0, from).split("\n").length;
  const told = was && now ? `${cited(was)} → ${cited(now)}` : was ? `${cited(was)} is removed` : `${cited(now)} is added`;
  return `${told}, line ${line}`;
}

/** The whole words that a change is in. */
function touched(before, { from, to, insert }) {
  const [lead] = before.slice(Math.max(0, from - MOST_CITED), from).match(/[\p{L}\p{N}]*$/u);
  const [trail] = before.slice(to, to + MOST_CITED).match(/^[\p{L}\p{N}]*/u);
  return { from: from - lead.length, was: lead + before.slice(from, to) + trail, now: lead + insert + trail };
}

function cited(text) {
  const chars = [...text];
  const short = chars.length > MOST_CITED ? [...chars.slice(0, MOST_CITED - 1), "…"] : chars;
  const name = (char) => `U+${char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
  return `“${short.join("").replace(/\n/g, "⏎").replace(/[\p{C}\p{Default_Ignorable_Code_Point}]/gu, name)}”`;
}

function decodeAny(bytes) {
  const parts = [];
  let good = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      parts.push(strict.decode(bytes.subarray(good, at)), String.fromCharCode(0xdc00 + bytes[at]));
      good = at + 1;
    }
    at += length || 1;
  }
  parts.push(strict.decode(bytes.subarray(good)));
  return parts.join("");
}

/** How many bytes the character at a place has, 0 where there is none. */
function sequenceLength(bytes, at) {
  const first = bytes[at];
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return 0;
  try {
    strict.decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}
