/** What a picture is called that was given to search by. */
export const THIS_PICTURE = 'This picture'
