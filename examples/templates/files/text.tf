# What the pages say. Names and descriptions come from manifests: they are cut, freed of control
# characters and escaped here, once, and reach the shell only as environment variables.

locals {
  # Longer texts are cut: one environment variable holds at most 128 KiB on Linux.
  max_length = 500
  max_links  = 100

  common = {
    app_name        = var.waybill.app.name
    app_description = var.waybill.app.description
    app_slug        = var.waybill.app.slug
    revision        = var.waybill.app.revision
    workspace_id    = var.waybill.workspace.id
    workspace_key   = var.waybill.workspace.key
    workspace_name  = var.waybill.workspace.name
    owner           = var.waybill.workspace.owner
    commit          = var.waybill.source.commit
  }

  # By component; the workspace itself is the one without a name, which no component can have.
  facts = merge({ "" = local.common }, {
    for name, component in var.waybill.components : name => merge(local.common, {
      component      = name
      component_type = component.type
      component_path = component.path
      component_port = component.port
      depends_on     = join(", ", component.depends_on)
      description    = component.description
    })
  })

  plain = {
    for name, facts in local.facts : name => {
      for field, value in facts :
      field => value == null ? "" : substr(replace(tostring(value), "/[[:cntrl:]]+/", " "), 0, local.max_length)
    }
  }

  html = {
    for name, texts in local.plain : name => {
      for field, text in texts :
      field => replace(replace(replace(replace(text, "&", "&amp;"), "<", "&lt;"), ">", "&gt;"), "\"", "&quot;")
    }
  }

  names = keys(var.waybill.components)

  # A lower-case DNS label is its own folder; any other name gets a safe one with a hash, so that no two meet,
  # on file systems that know no case either.
  folders = {
    for name in local.names :
    name => can(regex("^[a-z0-9-]{1,63}$", name)) ? name : join("_", [
      substr(replace(lower(name), "/[^a-z0-9]+/", "-"), 0, 40),
      substr(sha256(name), 0, 8),
    ])
  }

  pages = {
    for name in local.names :
    name => templatefile("${path.module}/component.html.tftpl", { html = local.html[name] })
  }

  # Single quotes: the file can be read by a shell, and nothing in it is expanded. No field may be called
  # like a variable that a shell lives on, such as path.
  env_files = {
    for name in local.names : name => join("\n", [
      for field, text in local.plain[name] : "${upper(field)}='${replace(text, "'", "'\\''")}'"
    ])
  }

  linked = slice(local.names, 0, min(local.max_links, length(local.names)))
  overview = templatefile("${path.module}/workspace.html.tftpl", {
    html  = local.html[""]
    links = { for name in local.linked : local.folders[name] => local.html[name] }
    more  = length(local.names) - length(local.linked)
  })
}
