/** Path of the manifest of an app folder, relative to the source. */
export function manifestFile(folder: string): string {
  return `${folder}/app-manifest.json`
}
