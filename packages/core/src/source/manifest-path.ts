/** Name of the file that makes a folder an app. */
export const manifestName = 'app-manifest.json'

/** Path of an app folder's manifest, relative to the source. */
export function manifestPath(folder: string): string {
  return `${folder}/${manifestName}`
}
