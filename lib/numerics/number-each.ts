/** What each of some items has, as a number from 0, and how many different numbers there are. */
export type Numbered = { numbers: Int32Array; count: number }

/** Numbers the keys of items in the order in which they first come. */
export function numberEach<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Numbered {
  const numberOf = new Map<Key, number>()
  const numbers = Int32Array.from(items, (item) => {
    const key = keyOf(item)
    const number = numberOf.get(key) ?? numberOf.size
    numberOf.set(key, number)
    return number
  })
  return { numbers, count: numberOf.size }
}
