// In a foreign frame without cookies the browser's storage throws, and the page would die with it.
// There a storage in memory stands in: all works, and a reload starts over.
for (const name of ["sessionStorage", "localStorage"]) {
  try {
    window[name].getItem("openhours")
  } catch {
    const kept = new Map()
    Object.defineProperty(window, name, {
      configurable: true,
      value: {
        getItem: (key) => (kept.has(String(key)) ? kept.get(String(key)) : null),
        setItem: (key, value) => void kept.set(String(key), String(value)),
        removeItem: (key) => void kept.delete(String(key)),
        clear: () => kept.clear(),
        key: (index) => [...kept.keys()][index] ?? null,
        get length() {
          return kept.size
        },
      },
    })
    document.documentElement.dataset.storage = "none"
  }
}
