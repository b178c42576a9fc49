/** How links begin, or stand in a text; and what a uid of Sketchfab looks like. */
const LINK =
  /https?:\/\/|^\s*(?:https?:|\/\/|www\.|<(?:iframe|div|a)\b|(?:[\w-]+\.)*sketchfab\.com(?:[/?#]|\s*$)|skfb\.ly\/)|^\s*(?:[0-9a-f]{32}|(?=\D*\d)[0-9a-z]{26,27})\s*$/i

/**
 * Whether what somebody types or pastes is a link, an embed code or a uid, or on the way to one, and not words to search
 * for. Nothing is found by its letters.
 */
export function looksLikeLink(text: string): boolean {
  return LINK.test(text)
}
