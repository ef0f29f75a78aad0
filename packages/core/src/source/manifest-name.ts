/** Name of the file that makes a folder an app. */
export const manifestName = 'app-manifest.json'

/** Texts beside the manifest, such as Dockerfiles, are read up to this size. */
export const maxTextBytes = 65_536
