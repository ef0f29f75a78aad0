terraform {
  required_version = ">= 1.5"

  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "~> 2.35"
    }
  }
}

# The cluster and its credentials come by the environment: KUBE_CONFIG_PATH, or KUBE_HOST and KUBE_TOKEN.
provider "kubernetes" {}

locals {
  tag       = coalesce(var.image_tag, var.waybill.source.commit, "latest")
  names     = keys(var.waybill.components)
  listening = { for name, component in var.waybill.components : name => component if component.port != null }
  published = {
    for name, component in local.listening : name => component
    if component.type == "frontend" && var.domain != null
  }

  # Names of objects are DNS labels; the manifest's need not be.
  labels = {
    for name in local.names :
    name => can(regex("^[a-z]([a-z0-9-]{0,40}[a-z0-9])?$", name)) ? name : join("-", [
      "c", substr(sha256(name), 0, 8),
    ])
  }

  common = {
    "app.kubernetes.io/managed-by" = "waybill"
    "app.kubernetes.io/part-of"    = var.waybill.app.slug
    "waybill/workspace"            = var.waybill.workspace.key
  }
}

resource "kubernetes_namespace_v1" "workspace" {
  metadata {
    name   = "waybill-${var.waybill.workspace.key}"
    labels = local.common
    annotations = {
      "waybill/workspace-id" = var.waybill.workspace.id
      "waybill/owner"        = coalesce(var.waybill.workspace.owner, "-")
      "waybill/expires-at"   = coalesce(var.waybill.workspace.expires_at, "-")
    }
  }
}

resource "kubernetes_deployment_v1" "component" {
  for_each = var.waybill.components

  metadata {
    name      = local.labels[each.key]
    namespace = kubernetes_namespace_v1.workspace.metadata[0].name
    labels    = merge(local.common, { "app.kubernetes.io/name" = local.labels[each.key] })
  }

  spec {
    replicas = each.value.type == "worker" ? 1 : var.replicas

    selector {
      match_labels = { "app.kubernetes.io/name" = local.labels[each.key] }
    }

    template {
      metadata {
        labels = merge(local.common, { "app.kubernetes.io/name" = local.labels[each.key] })
        # Another revision rolls the pods, also where the tag stays the same.
        annotations = { "waybill/revision" = tostring(var.waybill.app.revision) }
      }

      spec {
        automount_service_account_token = false

        container {
          name  = "component"
          image = "${var.registry}/${var.waybill.app.slug}-${local.labels[each.key]}:${local.tag}"

          dynamic "port" {
            for_each = each.value.port == null ? [] : [each.value.port]
            content {
              container_port = port.value
            }
          }

          dynamic "env" {
            for_each = merge(
              each.value.port == null ? {} : { PORT = tostring(each.value.port) },
              {
                for other in each.value.depends_on :
                "${upper(replace(other, "/[^0-9A-Za-z]+/", "_"))}_URL" =>
                "http://${local.labels[other]}:${local.listening[other].port}"
                if contains(keys(local.listening), other)
              },
            )
            content {
              name  = env.key
              value = env.value
            }
          }

          resources {
            requests = {
              cpu    = lookup(each.value.annotations, "cpu", "50m")
              memory = lookup(each.value.annotations, "memory", "64Mi")
            }
            limits = {
              memory = lookup(each.value.annotations, "memory", "256Mi")
            }
          }

          dynamic "readiness_probe" {
            for_each = each.value.port == null ? [] : [each.value.port]
            content {
              tcp_socket {
                port = readiness_probe.value
              }
            }
          }

          security_context {
            run_as_non_root            = true
            allow_privilege_escalation = false
            capabilities {
              drop = ["ALL"]
            }
          }
        }
      }
    }
  }

  timeouts {
    create = "5m"
    update = "5m"
  }
}

resource "kubernetes_service_v1" "component" {
  for_each = local.listening

  metadata {
    name      = local.labels[each.key]
    namespace = kubernetes_namespace_v1.workspace.metadata[0].name
    labels    = local.common
  }

  spec {
    selector = { "app.kubernetes.io/name" = local.labels[each.key] }
    port {
      port        = each.value.port
      target_port = each.value.port
    }
  }
}

resource "kubernetes_ingress_v1" "component" {
  for_each = local.published

  metadata {
    name      = local.labels[each.key]
    namespace = kubernetes_namespace_v1.workspace.metadata[0].name
    labels    = local.common
  }

  spec {
    rule {
      host = "${local.labels[each.key]}-${var.waybill.workspace.key}.${var.domain}"
      http {
        path {
          path      = "/"
          path_type = "Prefix"
          backend {
            service {
              name = kubernetes_service_v1.component[each.key].metadata[0].name
              port {
                number = each.value.port
              }
            }
          }
        }
      }
    }
  }
}
