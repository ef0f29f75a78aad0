output "endpoints" {
  description = "Address of the page of each component."
  value = {
    for name, page in terraform_data.page :
    name => "file://${join("/", [for part in split("/", page.input.directory) : replace(urlencode(part), "+", "%20")])}/index.html"
  }
}

output "directory" {
  description = "The workspace's folder on the worker's disk."
  value       = terraform_data.folder.input.directory
}
