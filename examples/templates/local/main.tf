terraform {
  required_version = ">= 1.5"
}

locals {
  listening = { for name, component in var.waybill.components : name => component if component.port != null }

  # keys() sorts, so an unchanged manifest always gives the same ports.
  ports = {
    for index, name in keys(local.listening) :
    name => var.base_port == null ? local.listening[name].port : var.base_port + index
  }

  endpoints = { for name, port in local.ports : name => "http://${var.domain}:${port}" }
}

resource "terraform_data" "workspace" {
  input = {
    id       = var.waybill.workspace.id
    key      = var.waybill.workspace.key
    name     = var.waybill.workspace.name
    owner    = var.waybill.workspace.owner
    app      = var.waybill.app.slug
    revision = var.waybill.app.revision
  }
}

resource "terraform_data" "component" {
  for_each = var.waybill.components

  input = {
    workspace  = terraform_data.workspace.id
    type       = each.value.type
    path       = each.value.path
    depends_on = each.value.depends_on
    url        = lookup(local.endpoints, each.key, null)
  }
}
