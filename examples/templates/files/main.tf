terraform {
  required_version = ">= 1.5"
}

locals {
  directory = "${trimsuffix(pathexpand(var.output_dir), "/")}/${var.waybill.workspace.key}"
}

# The workspace's own folder, marked with its id: a folder without the mark is neither taken over nor removed.
resource "terraform_data" "folder" {
  input = {
    directory    = local.directory
    workspace_id = var.waybill.workspace.id
  }
  triggers_replace = [local.directory]

  provisioner "local-exec" {
    interpreter = ["/bin/sh", "-eu", "-c"]
    quiet       = true
    environment = {
      DIRECTORY    = self.input.directory
      WORKSPACE_ID = self.input.workspace_id
    }
    # May run again after an interrupted try. The parent has to be the user's own, because below /tmp anyone
    # could have put a link or a folder in its place.
    command = <<-SHELL
      umask 022
      parent=$(dirname "$DIRECTORY")
      mkdir -p "$parent"
      if [ -L "$parent" ] || [ ! -O "$parent" ]; then
        echo "$parent is a link or belongs to another user: choose another output_dir" >&2
        exit 1
      fi
      rmdir "$DIRECTORY" 2>/dev/null || true
      mark="$DIRECTORY/.waybill-workspace"
      if mkdir "$DIRECTORY" 2>/dev/null; then
        printf '%s\n' "$WORKSPACE_ID" >"$mark"
      elif [ -L "$DIRECTORY" ] || [ "$(cat "$mark" 2>/dev/null)" != "$WORKSPACE_ID" ]; then
        echo "$DIRECTORY is there already and is not this workspace's" >&2
        exit 1
      fi
      echo "made $DIRECTORY"
    SHELL
  }

  provisioner "local-exec" {
    when        = destroy
    interpreter = ["/bin/sh", "-eu", "-c"]
    quiet       = true
    environment = {
      DIRECTORY    = self.input.directory
      WORKSPACE_ID = self.input.workspace_id
    }
    # All of it goes: Terraform runs no destroy step for a page whose creation was interrupted.
    command = <<-SHELL
      if [ -L "$DIRECTORY" ] || [ "$(cat "$DIRECTORY/.waybill-workspace" 2>/dev/null)" != "$WORKSPACE_ID" ]; then
        echo "$DIRECTORY is gone or is not this workspace's: nothing to remove"
        exit 0
      fi
      rm -rf "$DIRECTORY"
      echo "removed $DIRECTORY"
    SHELL
  }
}

resource "terraform_data" "overview" {
  depends_on       = [terraform_data.folder]
  triggers_replace = [local.directory, sha256(local.overview)]

  provisioner "local-exec" {
    interpreter = ["/bin/sh", "-eu", "-c"]
    quiet       = true
    environment = {
      FILE = "${local.directory}/index.html"
      PAGE = local.overview
    }
    command = <<-SHELL
      printf '%s' "$PAGE" >"$FILE.new"
      mv "$FILE.new" "$FILE"
      echo "wrote $FILE"
    SHELL
  }
}

resource "terraform_data" "page" {
  for_each   = local.pages
  depends_on = [terraform_data.folder]

  input            = { directory = "${local.directory}/${local.folders[each.key]}" }
  triggers_replace = [local.directory, sha256(each.value), sha256(local.env_files[each.key])]

  provisioner "local-exec" {
    interpreter = ["/bin/sh", "-eu", "-c"]
    quiet       = true
    environment = {
      DIRECTORY = self.input.directory
      PAGE      = each.value
      SETTINGS  = local.env_files[each.key]
    }
    command = <<-SHELL
      mkdir -p "$DIRECTORY"
      printf '%s\n' "$SETTINGS" >"$DIRECTORY/workspace.env.new"
      mv "$DIRECTORY/workspace.env.new" "$DIRECTORY/workspace.env"
      printf '%s' "$PAGE" >"$DIRECTORY/index.html.new"
      mv "$DIRECTORY/index.html.new" "$DIRECTORY/index.html"
      echo "wrote $DIRECTORY"
    SHELL
  }

  provisioner "local-exec" {
    when        = destroy
    interpreter = ["/bin/sh", "-eu", "-c"]
    quiet       = true
    environment = { DIRECTORY = self.input.directory }
    command     = <<-SHELL
      rm -f "$DIRECTORY/index.html" "$DIRECTORY/workspace.env"
      rmdir "$DIRECTORY" 2>/dev/null || true
      echo "removed $DIRECTORY"
    SHELL
  }
}
