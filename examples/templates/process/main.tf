terraform {
  required_version = ">= 1.5"
}

locals {
  state_dir = trimsuffix(pathexpand(var.state_dir), "/")
  directory = "${local.state_dir}/${var.waybill.workspace.key}"
  names     = keys(var.waybill.components)
  listening = [for name in local.names : name if var.waybill.components[name].port != null]

  # A lower-case DNS label is its own folder; any other name gets a safe one with a hash, so that no two meet.
  folders = {
    for name in local.names :
    name => can(regex("^[a-z0-9-]{1,63}$", name)) ? name : join("_", [
      substr(replace(lower(name), "/[^a-z0-9]+/", "-"), 0, 40),
      substr(sha256(name), 0, 8),
    ])
  }

  # Read once the port is chosen, and not before: the path is known only then. Null where the machine has lost it.
  ports = {
    for name in local.listening :
    name => try(tonumber(trimspace(file(terraform_data.port[name].output.file))), null)
  }

  # Where a component finds those it depends on: API_URL for "api".
  addresses = {
    for name in local.names : name => {
      for other in var.waybill.components[name].depends_on :
      "${upper(replace(other, "/[^0-9A-Za-z]+/", "_"))}_URL" => "http://127.0.0.1:${local.ports[other]}"
      if contains(local.listening, other) && try(local.ports[other] != null, true)
    }
  }
}

# The workspace's own folder, marked with its id. What is left in it when it is destroyed is stopped, too:
# Terraform runs no destroy step for a component whose start was interrupted.
resource "terraform_data" "workspace" {
  input = {
    directory    = local.directory
    workspace_id = var.waybill.workspace.id
  }
  triggers_replace = [local.directory]

  provisioner "local-exec" {
    interpreter = ["node", "scripts/workspace.mjs"]
    command     = "make"
    quiet       = true
    environment = { INPUT = jsonencode(self.input) }
  }

  provisioner "local-exec" {
    when        = destroy
    interpreter = ["node", "scripts/workspace.mjs"]
    command     = "remove"
    quiet       = true
    environment = { INPUT = jsonencode(self.input) }
  }
}

# A port of this machine for each component that has one, kept until the component goes.
resource "terraform_data" "port" {
  for_each = toset(local.listening)

  input = {
    directory = "${terraform_data.workspace.output.directory}/${local.folders[each.key]}"
    file      = "${terraform_data.workspace.output.directory}/${local.folders[each.key]}/port"
  }
  triggers_replace = [local.directory, var.generation]

  provisioner "local-exec" {
    interpreter = ["node", "scripts/port.mjs"]
    command     = "choose"
    quiet       = true
    environment = { INPUT = jsonencode(self.input) }
  }

  provisioner "local-exec" {
    when        = destroy
    interpreter = ["node", "scripts/port.mjs"]
    command     = "release"
    quiet       = true
    environment = { INPUT = jsonencode(self.input) }
  }
}

resource "terraform_data" "component" {
  for_each = var.waybill.components

  input = {
    directory     = "${terraform_data.workspace.output.directory}/${local.folders[each.key]}"
    name          = each.key
    app_dir       = var.waybill.source.dir
    path          = each.value.path
    command       = lookup(each.value.annotations, "command", null)
    port          = each.value.port == null ? null : local.ports[each.key]
    environment   = local.addresses[each.key]
    start_seconds = var.start_timeout_seconds
    stop_seconds  = var.stop_timeout_seconds
    # A change of one of these starts it anew.
    generation = "${var.generation}/${var.waybill.app.revision}/${coalesce(var.waybill.source.commit, "-")}"
  }
  # Terraform runs provisioners only when it creates, so whatever matters to the process replaces it.
  triggers_replace = [
    local.directory,
    var.generation,
    var.waybill.app.revision,
    var.waybill.source.commit,
    each.value.port == null ? null : local.ports[each.key],
    local.addresses[each.key],
  ]

  lifecycle {
    precondition {
      condition     = var.waybill.source.dir != null
      error_message = "The app's folder is not on this machine (waybill.source.dir is null): this template starts components only where the apps are read from a directory. Use another template, or run Waybill with APPS_DIR."
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
