terraform {
  required_version = ">= 1.5"
}

locals {
  directory = "${trimsuffix(pathexpand(var.state_dir), "/")}/${var.waybill.workspace.key}"
  prefix    = "waybill-${var.waybill.workspace.key}"
  names     = keys(var.waybill.components)
  listening = [for name in local.names : name if var.waybill.components[name].port != null]

  # A lower-case DNS label is what it is called in the network; any other name gets a safe one with a hash.
  hosts = {
    for name in local.names :
    name => can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name)) ? name : join("-", [
      substr(replace(lower(name), "/[^a-z0-9]+/", "-"), 0, 40),
      substr(sha256(name), 0, 8),
    ])
  }

  # Where a component finds those it depends on, in the workspace's network: API_URL for "api".
  addresses = {
    for name in local.names : name => {
      for other in var.waybill.components[name].depends_on :
      "${upper(replace(other, "/[^0-9A-Za-z]+/", "_"))}_URL" =>
      "http://${local.hosts[other]}:${var.waybill.components[other].port}"
      if contains(local.listening, other)
    }
  }
}

# The workspace's network. Whatever carries the workspace's label goes with it: Terraform runs no destroy step for
# a component whose creation was interrupted.
resource "terraform_data" "network" {
  input = {
    directory    = local.directory
    name         = local.prefix
    workspace_id = var.waybill.workspace.id
  }
  triggers_replace = [local.directory]

  provisioner "local-exec" {
    interpreter = ["node", "scripts/network.mjs"]
    command     = "make"
    quiet       = true
    environment = { INPUT = jsonencode(self.input) }
  }

  provisioner "local-exec" {
    when        = destroy
    interpreter = ["node", "scripts/network.mjs"]
    command     = "remove"
    quiet       = true
    environment = { INPUT = jsonencode(self.input) }
  }
}

resource "terraform_data" "component" {
  for_each = var.waybill.components

  input = {
    workspace_id = var.waybill.workspace.id
    network      = terraform_data.network.output.name
    host         = local.hosts[each.key]
    container    = "${local.prefix}-${local.hosts[each.key]}"
    image        = "${local.prefix}/${local.hosts[each.key]}:r${var.waybill.app.revision}"
    folder       = "${coalesce(var.waybill.source.dir, "/nowhere")}/${each.value.path}"
    port         = each.value.port
    port_file    = "${terraform_data.network.output.directory}/${local.hosts[each.key]}.port"
    environment  = local.addresses[each.key]
    memory       = lower(replace(lookup(each.value.annotations, "memory", var.memory), "/([KMG])i$/", "$1"))
    # Kubernetes' "250m" is 0.25 of Docker's.
    cpus = try(tostring(
      tonumber(trimsuffix(each.value.annotations.cpu, "m")) / (endswith(each.value.annotations.cpu, "m") ? 1000 : 1)
    ), null)
    # A change of one of these starts it anew.
    generation = "${var.generation}/${coalesce(var.waybill.source.commit, "-")}"
  }
  # Terraform runs provisioners only when it creates, so whatever matters to the container replaces it.
  triggers_replace = [
    local.directory,
    var.generation,
    var.memory,
    var.waybill.app.revision,
    var.waybill.source.commit,
    each.value,
    local.addresses[each.key],
  ]

  lifecycle {
    precondition {
      condition     = var.waybill.source.dir != null
      error_message = "The app's folder is not on this machine (waybill.source.dir is null): this template builds images only where the apps are read from a directory."
    }
  }

  provisioner "local-exec" {
    interpreter = ["node", "scripts/component.mjs"]
    command     = "start"
    quiet       = true
    environment = { INPUT = jsonencode(self.input) }
  }

  provisioner "local-exec" {
    when        = destroy
    interpreter = ["node", "scripts/component.mjs"]
    command     = "stop"
    quiet       = true
    environment = { INPUT = jsonencode(self.input) }
  }
}
