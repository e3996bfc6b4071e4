// What of the texts is elsewhere too, and what a file of them is called.

const UNNAMED = "record.txt"; // as the server calls a record without a symbol

/** Remembers the file that was opened last, the texts that are saved, and those that something took the place of. */
export function makeShelf() {
  const saved = new Set();
  const replaced = new Set();
  let opened = { name: "", text: null, file: null };

  return {
    save: (text) => saved.add(text),

    /** A text gives way to one that is elsewhere: in a file of a name, or in the menu ("" then). */
    replace(before, text, name) {
      replaced.add(before);
      saved.add(text);
      opened = { name, text, file: null };
    },

    /** What the server calls the file of a text. */
    checked(text, file) {
      if (text === opened.text) opened.file = file;
    },

    /** The name for a text, of which the server says `file`, "" where it has not seen it. */
    nameOf(text, file) {
      const isOpened = text === opened.text || (file && [opened.file, UNNAMED].includes(file));
      return (isOpened && opened.name) || file || UNNAMED;
    },

    /** Whether a text, or one that it took the place of, would be lost. */
    wouldLose: (text) => [text, ...replaced].some((one) => one.trim() && !saved.has(one)),
  };
}
