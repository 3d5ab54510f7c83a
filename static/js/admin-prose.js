// Gives the editing area of a prose editor the name of its field, and takes from pasted
// text what the policy would refuse to read anyway: styles and handlers.

const STYLE = /<style\b.*?<\/style>|<!--.*?-->/gis;
const TAG = /<[^>]+>/g;
const REFUSED = /\s(?:style|on\w+)\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi;
// Google Docs wraps all that is copied in one <b> that isn't bold.
const UNBOLD = /^<b\b(?=[^>]*font-weight:\s*normal)/i;

const plain = (html) =>
  html.replace(STYLE, "").replace(TAG, (tag) => tag.replace(UNBOLD, "<span").replace(REFUSED, ""));

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = document.querySelector(`label[for="${textarea.id}"]`);
  label.id ||= `${textarea.id}_label`;
  const attributes = { "aria-labelledby": label.id, "aria-multiline": "true" };
  editor.setOptions({ editorProps: { attributes, transformPastedHTML: plain } });
  label.addEventListener("click", () => editor.commands.focus());
});
