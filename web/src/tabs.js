// Findings and summary as tabs, of which one is shown.

/** Tabs of a list; their panels may come and go: `show` shows the panel of the selected one again. */
export function makeTabs(list) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  let selected = tabs[0];

  function show() {
    for (const tab of tabs) {
      const isSelected = tab === selected;
      tab.setAttribute("aria-selected", String(isSelected));
      tab.tabIndex = isSelected ? 0 : -1;
      const panel = document.getElementById(tab.getAttribute("aria-controls"));
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", tab.id);
      panel.hidden = !isSelected;
    }
  }

  function choose(tab) {
    selected = tab;
    show();
  }

  list.addEventListener("click", (event) => {
    const tab = event.target.closest("[role=tab]");
    if (tab) choose(tab);
  });
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    choose(tabs[(tabs.indexOf(selected) + step + tabs.length) % tabs.length]);
    selected.focus();
  });
  show();
  return { show, select: (panel) => choose(tabs.find((tab) => tab.getAttribute("aria-controls") === panel)) };
}
