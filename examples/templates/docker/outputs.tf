output "endpoints" {
  description = "Address of each component that has a port, as it is published on the Docker host."
  value = {
    for name in local.listening :
    name => "http://127.0.0.1:${trimspace(file(terraform_data.component[name].output.port_file))}"
    # Unknown before it is made; gone where another machine has made it.
    if try(fileexists(terraform_data.component[name].output.port_file), true)
  }
}

output "containers" {
  description = "Name of each component's container, for docker logs and docker exec."
  value       = { for name, component in terraform_data.component : name => component.output.container }
}
