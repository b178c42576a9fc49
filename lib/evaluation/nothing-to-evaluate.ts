/** There is nothing to measure by: no labels, a column that nobody has, or labels of too few models. The message says what. */
export class NothingToEvaluateError extends Error {
  override name = 'NothingToEvaluateError'
}
