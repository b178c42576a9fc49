import { env } from '@/lib/facts/env'
import { beginningPatience, type ObjectStorage, openStorage } from '@/lib/storage/storage'

/**
 * Opens the storage of this installation for a command that will work with it, having seen that it can.
 *
 * @throws Error naming the variable that is to be set otherwise.
 */
export async function openCheckedStorage(rights: 'read' | 'write'): Promise<ObjectStorage> {
  const { storage: setting } = env()
  await openStorage(setting, beginningPatience).check(rights)
  return openStorage(setting)
}
