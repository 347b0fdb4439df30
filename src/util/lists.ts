/**
 * A copy with one item more, exact in size: for short lists that live as long as a connection. A list that grows by
 * `push` has room for sixteen more than it holds.
 */
export function appended<T>(list: readonly T[], item: T): T[] {
  const longer = new Array<T>(list.length + 1);
  for (let i = 0; i < list.length; i++) longer[i] = list[i];
  longer[list.length] = item;
  return longer;
}
