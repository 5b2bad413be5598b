/**
 * The normal form under which a username is unique and found: equal for names that differ only in case, in the way their
 * accents are composed, in width, or in characters that cannot be seen. It is Unicode's NFKC_Casefold (The Unicode
 * Standard, section 3.13) as nearly as the platform's case mappings give it, independent of any language: `ß` is `ss`,
 * the Kelvin sign is `k`, but a dotless `ı` is not `i`.
 * @param text the name as typed
 * @returns a key for comparing, not for showing; it may be longer than the name
 */
export function usernameKey(text: string): string {
  const decomposed = text.normalize('NFKD').replace(/\p{Default_Ignorable_Code_Point}/gu, '')
  return foldCase(decomposed).normalize('NFKC')
}

/** Down, up and down again is case folding: `ẞ` meets `ss` only by way of `ß`. `ı` folds to itself, though its capital is `I`. */
function foldCase(text: string): string {
  const pieces = text.split('ı').map((piece) => piece.toLowerCase().toUpperCase().toLowerCase())
  return pieces.join('ı')
}
