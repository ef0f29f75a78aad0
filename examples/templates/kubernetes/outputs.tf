output "endpoints" {
  description = "Address of each component that has a port: public for frontends with a domain, else in the cluster."
  value = {
    for name, component in local.listening :
    name => contains(keys(local.published), name) ? (
      "https://${local.labels[name]}-${var.waybill.workspace.key}.${var.domain}"
      ) : (
      "http://${local.labels[name]}.${kubernetes_namespace_v1.workspace.metadata[0].name}.svc:${component.port}"
    )
  }
}

output "namespace" {
  description = "The workspace's namespace."
  value       = kubernetes_namespace_v1.workspace.metadata[0].name
}
