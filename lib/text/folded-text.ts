/** Letters that Unicode does not take apart, and what people type for them. */
const PLAIN: Record<string, string> = {
  æ: 'ae',
  ð: 'd',
  đ: 'd',
  ħ: 'h',
  ı: 'i',
  ĸ: 'k',
  ł: 'l',
  ŋ: 'n',
  ø: 'o',
  œ: 'oe',
  ß: 'ss',
  ŧ: 't',
  þ: 'th',
  ƀ: 'b',
  ɓ: 'b',
  ɗ: 'd',
  ə: 'e',
  ɛ: 'e',
  ƒ: 'f',
  ɨ: 'i',
  ƙ: 'k',
  ɲ: 'n',
  ɔ: 'o',
  ɵ: 'o',
  ƴ: 'y',
  ƶ: 'z',
  ς: 'σ',
}

/**
 * Accents, vowel points and the like, which hang on a letter of any script. Not those that make another letter of it:
 * the breve of й, and the marks of voice in kana.
 */
const ACCENTS = /(?<![Ии])\u0306|(?![\u0306\u3099\u309A])\p{Script=Inherited}|(?=\p{Script=Hebrew})\p{Mn}/gu

const ASCII = /^[\0-\x7F]*$/

/** What says nothing by itself: joiners, direction marks, trade marks, the colour of a hand. */
const UNSEEN = /[\p{Cf}\p{Variation_Selector}ـ©®™℠]|\p{Emoji_Modifier}/gu

const KATAKANA = /[ァ-ヶヽヾ]/g
const TO_HIRAGANA = 0x60

/**
 * The letters of a text without what people leave out or write differently: case, accents, width, ligatures. Texts that are equal so are the same name to whoever reads, sorts or searches; how a text was
 * composed (NFC, NFD) makes no difference. For comparing only, not for showing.
 */
export function foldText(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  return text
    .replaceAll(UNSEEN, '')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(ACCENTS, '')
    .replaceAll(UNSEEN, '')
    .replaceAll(/[ßæœøłđðħıĸŋŧþƀɓɗəɛƒɨƙɲɔɵƴƶς]/g, (letter) => PLAIN[letter] ?? letter)
    .normalize('NFC')
    .replaceAll(KATAKANA, (letter) => String.fromCharCode(letter.charCodeAt(0) - TO_HIRAGANA))
}
