/** Counts words as a reader would: runs of letters, digits and what joins them, in any script. */
export function countWords(text) {
  return [...new Intl.Segmenter('und', { granularity: 'word' }).segment(text)].filter(part => part.isWordLike)
    .length
}
