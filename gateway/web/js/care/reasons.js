// Reasons are sentences of the server. Those that differ only in their numbers are of one kind.

const LONGEST = 90;

/**
 * "The archive ends early: 18 of 31 pages can be read." is of the kind "The archive ends early".
 * @param {string} problem
 */
export function reasonKind(problem) {
  const head = problem.split(/[:.](?:\s|$)/)[0] ?? problem;
  const kind = head.replace(/\d+/g, '…');
  return kind.length > LONGEST ? `${kind.slice(0, LONGEST)}…` : kind;
}
