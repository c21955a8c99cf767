/** Works on items as they come, at most `width` at a time; the first error stops the intake and is thrown at the end. */
export const inParallel = async <Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  width: number,
  work: (item: Item) => Promise<void>,
): Promise<void> => {
  const running = new Set<Promise<void>>()
  let failure: { readonly error: unknown } | null = null
  for await (const item of items) {
    if (failure !== null) break
    const task: Promise<void> = work(item)
      .catch((error: unknown) => {
        failure ??= { error }
      })
      .finally(() => running.delete(task))
    running.add(task)
    if (running.size >= width) await Promise.race(running)
  }
  await Promise.all(running)
  if (failure !== null) throw (failure as { readonly error: unknown }).error
}
