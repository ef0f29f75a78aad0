variable "waybill" {
  description = "Workspace, app, source and components, as Waybill writes them to waybill.auto.tfvars.json."
  type        = any
}

variable "generation" {
  description = "Another number builds and starts every component anew."
  type        = number
  default     = 1
}

variable "memory" {
  description = "Memory of a container, as docker run --memory takes it."
  type        = string
  default     = "256m"

  validation {
    condition     = can(regex("^[1-9][0-9]*[bkmg]$", var.memory))
    error_message = "The memory must be a whole number with a unit, such as 256m or 1g."
  }
}

variable "state_dir" {
  description = "Folder where the published ports are kept."
  type        = string
  default     = "~/.local/state/waybill/docker"

  validation {
    # A relative path would lie in the run's own directory, which goes when the run ends.
    condition     = startswith(pathexpand(var.state_dir), "/")
    error_message = "The folder must be an absolute path, or begin with ~/ where the worker has a HOME."
  }
}
