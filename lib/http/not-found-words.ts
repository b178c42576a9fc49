/** What pages say of an address that leads nowhere. */
export const PAGE_NOT_FOUND = { title: 'Nothing here', detail: 'There is no page at this address.' }

/** What they say of a model's address when there is no such model. */
export const MODEL_NOT_FOUND = {
  title: 'No such model',
  detail: 'It may have left the catalogue, or the address has a slip in it.',
}
