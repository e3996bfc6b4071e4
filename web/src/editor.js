// The editor: CodeMirror with what a record needs, and nothing that only program text needs.

import { defaultKeymap, history, historyKeymap, isolateHistory, redo, redoDepth, undo, undoDepth } from "@codemirror/commands";
import { lintGutter, nextDiagnostic, previousDiagnostic, setDiagnostics } from "@codemirror/lint";
import { search, searchKeymap } from "@codemirror/search";
import { EditorState, Transaction } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  MatchDecorator,
  ViewPlugin,
  drawSelection,
  dropCursor,
  highlightSpecialChars,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";

// The structure of the summary's JSON is shown paler than its text: keys, types and brackets, as far as they touch.
const STRUCTURE =
  /(?:[\]},[{\s]*"(?:type|children|text|href|ref|start_ref|end_ref)"\s*:\s*(?:"(?:root|p|b|i|t|a|f|fg|fg_f|fg_fs|rg|r)")?)+[\s[{]*|[\]}]{2,}[\]}, ]*/g;
const LABEL =
  /^(?:HGNC Family|Name|Description|Summary|Synonyms|Proteins|NCBI Gene ID|API|Download Associations|Predicted Functions|Co-expressed Genes|Expression in Tissues and Cell Lines|Dataset)(?= \|)/g;
// What has no shape of its own, and what no text has (bytes that are not UTF-8), beside what the editor shows anyway.
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cs}]/gu;

/**
 * An editor in an element. `changed` is called after each change of the text, with whether all of it was replaced, `moved`
 * after each of the selection; `left` takes the focus elsewhere.
 */
export function makeEditor(parent, { text, nonce, changed, moved, left }) {
  return new EditorView({
    parent,
    state: EditorState.create({
      doc: text,
      extensions: [
        // Lines end at LF alone, as in a record: so the text stays what it was, and places are those of the server.
        EditorState.lineSeparator.of("\n"),
        EditorView.cspNonce.of(nonce),
        EditorView.lineWrapping,
        EditorView.perLineTextDirection.of(true),
        EditorView.contentAttributes.of({
          "aria-labelledby": "record-title",
          "aria-describedby": "keys",
          tabindex: "0",
          spellcheck: "false",
          autocapitalize: "off",
          autocorrect: "off",
        }),
        // The line ends of a clipboard say nothing of a record.
        EditorView.clipboardInputFilter.of((input) => input.replace(/\r\n?/g, "\n")),
        // The editor would put a file's text where it was dropped; the page opens the file.
        EditorView.domEventHandlers({ drop: (event) => event.dataTransfer?.files.length > 0 }),
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        dropCursor(),
        highlightSpecialChars({ addSpecialChars: UNSEEN }),
        placeholder("Paste a gene record here, or drop a file"),
        marks(STRUCTURE, "structure"),
        marks(LABEL, "label"),
        // The browser's own search does not find what is not drawn: the middle of a long line.
        search({ top: true }),
        // Tab is not bound: it leads out of the editor, as everywhere on the page.
        keymap.of([
          { key: "F8", run: nextDiagnostic, shift: previousDiagnostic },
          ...searchKeymap, // before the next: Escape closes the search first
          { key: "Escape", run: left },
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) changed(isWhole(update));
          if (update.docChanged || update.selectionSet) moved(update.view);
        }),
      ],
    }),
  });
}

/** Replace a part of the text, as one step that can be undone by itself. */
export function change(view, changes, selection) {
  view.dispatch({
    changes,
    selection,
    scrollIntoView: Boolean(selection),
    annotations: [isolateHistory.of("full"), Transaction.userEvent.of("input.genelint")],
  });
}

/** Show findings in the text. */
export function mark(view, findings) {
  view.dispatch(setDiagnostics(view.state, findings));
}

/** Go to a place of the text and select it. */
export function jump(view, from, to) {
  const end = view.state.doc.length;
  const [anchor, head] = [Math.min(from, end), Math.min(to, end)];
  view.dispatch({
    selection: { anchor, head },
    effects: EditorView.scrollIntoView(anchor, { y: "center" }),
  });
  view.focus();
}

export const steps = { undo, redo, undoDepth, redoDepth };

function marks(pattern, name) {
  const decorator = new MatchDecorator({ regexp: pattern, decoration: Decoration.mark({ class: `cm-${name}` }) });
  return ViewPlugin.define(
    (view) => ({
      decorations: decorator.createDeco(view),
      update(update) {
        this.decorations = decorator.updateDeco(update, this.decorations);
      },
    }),
    { decorations: (plugin) => plugin.decorations },
  );
}

/** Whether nothing of the text before is left. */
function isWhole({ changes, startState }) {
  let whole = false;
  changes.iterChanges((from, to) => (whole ||= from === 0 && to === startState.doc.length));
  return whole;
}
