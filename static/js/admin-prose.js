/* Gives the editing area of a prose editor the name of its field. */

document.addEventListener("prose-editor:ready", ({ detail: { editor, textarea } }) => {
  const label = document.querySelector(`label[for="${textarea.id}"]`)
  if (!label) return
  label.id ||= `${textarea.id}_label`
  const attributes = { "aria-labelledby": label.id, "aria-multiline": "true" }
  editor.setOptions({ editorProps: { attributes } })
  label.addEventListener("click", () => editor.commands.focus())
})
