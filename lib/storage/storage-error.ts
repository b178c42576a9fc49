/**
 * Why a storage could not do what it was asked for, in a sentence that names the variable to look at. It would meet every
 * other object, too: not what is wrong with one of them.
 */
export class StorageError extends Error {
  override name = 'StorageError'
}
