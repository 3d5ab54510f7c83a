// On a narrow screen a table's rows are cards: each value then needs its column's name.

for (const table of document.querySelectorAll("#result_list, .tabular table")) {
  const names = [...table.tHead.rows[0].cells].map(nameOf)
  for (const row of table.tBodies[0].rows) {
    for (const cell of row.cells) cell.dataset.label = names[cell.cellIndex] ?? ""
  }
}

function nameOf(head) {
  return (head.querySelector(".text") ?? head).textContent.trim()
}
