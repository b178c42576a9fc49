/**
 * What a failure's reason says without what is particular to one image: quoted text, paths, hashes and numbers. Equal
 * for images that failed for the same reason.
 */
export function reasonInGeneral(reason: string): string {
  return reason
    .replaceAll(/“[^”]*”|'[^']*'|"[^"]*"/g, '…')
    .replaceAll(/(?:[\w.-]*\/){2,}[\w.-]+|\/[\w.-]+\/[\w./-]*/g, '…')
    .replaceAll(/\b[0-9a-f]{16,}\b/g, '…')
    .replaceAll(/\d+/g, 'n')
}

/** Puts failures with the same reason together, the most frequent reason first. */
export function groupByReason<Failure extends { reason: string }>(
  failures: readonly Failure[],
): { reason: string; failures: Failure[] }[] {
  const groups = new Map<string, Failure[]>()
  for (const failure of failures) {
    const reason = reasonInGeneral(failure.reason)
    const group = groups.get(reason)
    if (group) group.push(failure)
    else groups.set(reason, [failure])
  }
  return [...groups.entries()]
    .map(([reason, group]) => ({ reason, failures: group }))
    .sort((one, other) => other.failures.length - one.failures.length)
}
