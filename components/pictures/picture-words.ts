/** What a picture is called that was given to search by. */
export const THIS_PICTURE = 'This picture'

/** What is said where it is kept no more. */
export const GONE_PICTURE = 'This picture is gone'

const moment = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
})

/** Until when a picture is kept, in words. */
export function keptWords(until: Date): string {
  return `${moment.format(until).replace(' at ', ', ')} UTC`
}
