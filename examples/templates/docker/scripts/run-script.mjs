/**
 * Does what the command line names with the JSON in the variable INPUT. What goes wrong is one sentence on stderr
 * and exit code 1, which Terraform shows as the error of the resource.
 */
export async function runScript(actions) {
  const [, , name] = process.argv
  try {
    console.log(await actions[name](JSON.parse(process.env.INPUT)))
  } catch (error) {
    console.error(error.message)
    process.exitCode = 1
  }
}
