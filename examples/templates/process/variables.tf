variable "waybill" {
  description = "Workspace, app, source and components, as Waybill writes them to waybill.auto.tfvars.json."
  type        = any
}

variable "generation" {
  description = "Another number starts every process anew."
  type        = number
  default     = 1
}

variable "start_timeout_seconds" {
  description = "Seconds within which a component has to listen on its port."
  type        = number
  default     = 30

  validation {
    condition     = var.start_timeout_seconds >= 1 && var.start_timeout_seconds <= 600
    error_message = "The patience at the start must be 1 to 600 seconds."
  }
}

variable "stop_timeout_seconds" {
  description = "Seconds from SIGTERM to SIGKILL when a component is stopped."
  type        = number
  default     = 10

  validation {
    condition     = var.stop_timeout_seconds >= 1 && var.stop_timeout_seconds <= 600
    error_message = "The patience at the end must be 1 to 600 seconds."
  }
}

variable "state_dir" {
  description = "Folder where logs and process ids are kept."
  type        = string
  default     = "~/.local/state/waybill/processes"

  validation {
    # A relative path would lie in the run's own directory, which goes when the run ends.
    condition     = startswith(pathexpand(var.state_dir), "/")
    error_message = "The folder must be an absolute path, or begin with ~/ where the worker has a HOME."
  }
}
