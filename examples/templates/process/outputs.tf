output "endpoints" {
  description = "Address of each component that has a port: it answers."
  value = {
    for name in local.listening :
    name => "http://127.0.0.1:${terraform_data.component[name].output.port}"
    if try(terraform_data.component[name].output.port != null, true)
  }
}

output "logs" {
  description = "The file that each component writes to, on the worker's machine."
  value       = { for name, component in terraform_data.component : name => "${component.output.directory}/output.log" }
}
