import pMap, { pMapSkip } from 'p-map'

/** Works on items as they come, at most `width` at a time; after an error no item is begun, and it is thrown once all have ended. */
export const inParallel = async <Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const failures: unknown[] = []
  const attempt = async (item: Item): Promise<typeof pMapSkip> => {
    if (failures.length === 0) await work(item).catch((error: unknown) => failures.push(error))
    return pMapSkip
  }
  await pMap(items, attempt, { concurrency: width })
  if (failures.length > 0) throw failures[0]
}
