output "endpoints" {
  description = "Address of each component that has a port."
  value       = local.endpoints

  precondition {
    condition     = alltrue([for port in values(local.ports) : port <= 65535])
    error_message = "With this base port the last component would be above port 65535."
  }
}

output "summary" {
  description = "The workspace in one sentence."
  value = format(
    "%s for %s: %d components, %d with an address.",
    var.waybill.workspace.name,
    var.waybill.app.name,
    length(terraform_data.component),
    length(local.endpoints),
  )
}
