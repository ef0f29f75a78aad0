/** Reads `10000,50000`. Throws on anything but whole numbers from 1 on. */
export function parseSizes(text: string | number): number[] {
  const sizes = String(text).split(',').map(Number)
  if (sizes.some(size => !Number.isInteger(size) || size < 1))
    throw new Error(`"${text}" is not a list of sizes such as 10000,50000.`)
  return sizes
}
