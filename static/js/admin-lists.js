// On a narrow screen a list's rows are cards: each value then needs its column's name.

const names = [...document.querySelectorAll("#result_list thead th")].map((head) =>
  head.querySelector(".text").textContent.trim(),
)
for (const row of document.querySelectorAll("#result_list tbody tr")) {
  for (const cell of row.cells) cell.dataset.label = names[cell.cellIndex] ?? ""
}
