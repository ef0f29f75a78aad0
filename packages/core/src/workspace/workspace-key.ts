/** Without vowels and look-alikes: no words come about, and nothing is misread. */
const letters = 'bcdfghjkmnpqrstvwxz'
const signs = `${letters}23456789`

const keyLength = 6
const maxNameLength = 63

/** Fills an array with random numbers below 2^32. */
export type RandomNumbers = (count: number) => ArrayLike<number>

/** A workspace's key: six letters and digits, a letter first, so that it fits wherever a cloud wants a name. */
export function makeWorkspaceKey(random: RandomNumbers): string {
  const numbers = Array.from(random(keyLength))
  return numbers
    .map((number, index) => {
      const from = index === 0 ? letters : signs
      return from.charAt(number % from.length)
    })
    .join('')
}

/** The name of a workspace that was given none: the app's slug, cut where it has to be, and the key. */
export function defaultWorkspaceName(appSlug: string, key: string): string {
  const room = maxNameLength - key.length - 1
  return `${appSlug.slice(0, room).replace(/-+$/, '')}-${key}`
}
